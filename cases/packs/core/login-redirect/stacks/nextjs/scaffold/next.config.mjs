import { createRequire } from 'node:module';

// Quick builds are the aim here, not small bundles, nor a list of the files that a server elsewhere would need.
const { cache, resolve } = createRequire(import.meta.url);
const traces = resolve('next/dist/build/collect-build-traces');
cache[traces] = { id: traces, filename: traces, loaded: true, exports: { collectBuildTraces: async () => {} } };
const untraced = (plugin) => plugin?.constructor.name !== 'TraceEntryPointsPlugin';

export default {
  images: { unoptimized: true },
  outputFileTracingRoot: '/',
  webpack: (config) => {
    config.optimization.minimize = false;
    config.cache = false;
    config.plugins = config.plugins.filter(untraced);
    return config;
  },
  experimental: { cpus: 1, serverSourceMaps: false, webpackBuildWorker: false },
};
