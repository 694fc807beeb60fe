/** Type-checks the TypeScript blocks of the documentation against the built packages, as a strict Node project would. */
import ts from 'typescript';

/** One line per error in `files`. */
export function typeErrors(files, folder) {
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    typeRoots: [`${folder}/node_modules/@types`],
  };
  return ts.getPreEmitDiagnostics(ts.createProgram(files, options)).map((diagnostic) => {
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
    if (!diagnostic.file) return message;
    const { line } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start);
    return `${diagnostic.file.fileName.replace(`${folder}/`, '')}:${line + 1}: ${message}`;
  });
}
