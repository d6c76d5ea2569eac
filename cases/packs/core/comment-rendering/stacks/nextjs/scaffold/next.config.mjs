// Small bundles are no aim here, quick builds are.
const untraced = (plugin) => plugin?.constructor.name !== 'TraceEntryPointsPlugin';

export default {
  images: { unoptimized: true },
  serverExternalPackages: ['sanitize-html'],
  outputFileTracingRoot: '/',
  outputFileTracingExcludes: { '**': ['**/*'] },
  webpack: (config) => {
    config.optimization.minimize = false;
    config.cache = false;
    config.plugins = config.plugins.filter(untraced);
    return config;
  },
  experimental: { cpus: 1, serverSourceMaps: false, webpackBuildWorker: false },
};
