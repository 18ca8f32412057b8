import path from 'node:path';

const root = import.meta.dirname;

/**
 * Our code in one ES module per program; packages stay in node_modules. The swc options equal .swcrc, so that tests and the
 * running product are compiled alike.
 */
export default (options) => {
  const entry = options.entry;
  const app = /apps[\\/](\w+)[\\/]/.exec(JSON.stringify(entry))?.[1];
  return {
    mode: 'none',
    target: 'node24',
    context: root,
    entry: { main: path.join(root, 'apps', app, 'src/main.ts') },
    output: {
      path: path.join(root, 'dist/apps', app),
      filename: '[name].js',
      module: true,
      library: { type: 'module' },
      chunkFormat: 'module',
      clean: true,
    },
    experiments: { outputModule: true },
    devtool: 'source-map',
    resolve: { extensions: ['.ts', '.js', '.json'], tsConfig: path.join(root, 'tsconfig.json') },
    externalsType: 'module-import',
    externals: [
      ({ request }, done) => {
        const own = /^(\.|\/|@(platform|integrations|domain)\/)/.test(request);
        return own ? done() : done(undefined, request);
      },
    ],
    module: {
      rules: [
        {
          test: /\.ts$/,
          loader: 'builtin:swc-loader',
          options: {
            jsc: {
              parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
              transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
              target: 'es2024',
              keepClassNames: true,
            },
          },
          type: 'javascript/auto',
        },
      ],
    },
    node: false,
    optimization: { minimize: false, concatenateModules: false },
    stats: 'errors-warnings',
  };
};
