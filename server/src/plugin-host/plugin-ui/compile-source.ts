import { stripTypeScriptTypes } from 'node:module'
import { compileComponent } from './compile-component.ts'
import { failedSource, problemAt, type CompiledSource, type SourceToCompile } from './compiled-source.ts'
import { findImports, textOf } from './find-imports.ts'

/** Compiles one `.vue`, `.ts` or `.js` file of a plugin to a module for browsers. Never throws: what is wrong is a problem. */
export function compileSource(source: SourceToCompile): CompiledSource {
  if (source.file.endsWith('.vue')) return compileComponent(source)
  return compileModule(source)
}

function compileModule({ file, text }: SourceToCompile): CompiledSource {
  const typescript = file.endsWith('.ts')
  const found = findImports({ file, code: text, typescript })
  if (found.problems.length > 0) return failedSource(found.problems)
  try {
    // Types become blanks, so every place stays where it was.
    return { code: typescript ? stripTypeScriptTypes(text) : text, css: null, sites: found.sites, problems: [] }
  } catch (error) {
    return failedSource([problemAt(file, null, textOf(error), 'Correct the syntax.')])
  }
}
