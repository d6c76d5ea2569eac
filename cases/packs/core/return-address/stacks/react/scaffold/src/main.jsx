// Shows the terms.
import { createRoot } from 'react-dom/client';

import { Terms } from './Terms.jsx';

const next = new URLSearchParams(location.search).get('next') ?? '';
createRoot(document.getElementById('terms')).render(<Terms next={next} />);
