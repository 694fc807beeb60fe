/** Which workspace packages each package may import; everything absent is forbidden. */
const ALLOWED = {
  'metadata-schema': [],
  'metadata-core': ['metadata-schema'],
  'metadata-reader': ['metadata-schema', 'metadata-core'],
  'metadata-embedder': ['metadata-schema', 'metadata-core', 'metadata-reader'],
  'task-detector': ['metadata-schema', 'metadata-core'],
  'processor-reconstruction': ['metadata-schema', 'metadata-core'],
  pipeline: ['metadata-schema', 'metadata-core', 'metadata-reader', 'task-detector', 'processor-reconstruction'],
  cli: [
    'metadata-schema',
    'metadata-core',
    'metadata-reader',
    'metadata-embedder',
    'task-detector',
    'processor-reconstruction',
    'pipeline',
  ],
};

/** Packages that must load in a browser or an edge worker; Node code stands in files named `node*.ts` or a `node/` folder. */
const PLATFORM_NEUTRAL = [
  'metadata-schema',
  'metadata-core',
  'metadata-reader',
  'task-detector',
  'processor-reconstruction',
  'pipeline',
];

/** Flat-config blocks, one per package, made of ESLint's own `no-restricted-imports`. */
export const packageBoundaries = Object.entries(ALLOWED).flatMap(([name, allowed]) => {
  const direction = [
    {
      regex: `^@onnx-capsule/(?!(?:${allowed.join('|') || '$'})(?:/|$))`,
      message: `${name} may import only ${allowed.join(', ') || 'no workspace package'}.`,
    },
    { regex: '^(?:\\.\\./)+(?:packages/|[a-z-]+/src/)', message: 'Import another package by its name.' },
  ];
  const noNode = { regex: '^node:', message: `${name} runs on edge runtimes: no Node built-ins outside node*.ts.` };
  return [
    {
      name: `boundaries/${name}`,
      files: [`packages/${name}/src/**/*.ts`],
      rules: {
        'no-restricted-imports': [
          'error',
          { patterns: PLATFORM_NEUTRAL.includes(name) ? [...direction, noNode] : direction },
        ],
      },
    },
    {
      name: `boundaries/${name}/node`,
      files: [`packages/${name}/src/**/node*.ts`, `packages/${name}/src/**/node/**/*.ts`],
      rules: { 'no-restricted-imports': ['error', { patterns: direction }] },
    },
  ];
});
