// Prints the data for the status page.

import { connectionReport } from "./carrier.js";

console.log(JSON.stringify(connectionReport(process.env), null, 2));
