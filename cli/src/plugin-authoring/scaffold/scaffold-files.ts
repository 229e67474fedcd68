import { assetTypeText, manifestText, packageText, tsconfigText } from './declarations.ts'
import { codeFiles, testText } from './code.ts'
import { readmeText } from './readme.ts'
import type { Scaffold, ScaffoldFiles } from './scaffold-options.ts'
import { typeOf } from './scaffold-options.ts'
import { uiFiles } from './ui.ts'

/** Every file of a new plugin but its migration, which the generator writes from the asset type. */
export function scaffoldFiles(scaffold: Scaffold): ScaffoldFiles {
  return {
    'manifest.json': manifestText(scaffold),
    [`asset-types/${typeOf(scaffold)}.json`]: assetTypeText(scaffold),
    ...codeFiles(scaffold),
    ...uiFiles(scaffold),
    [`${scaffold.name}.test.ts`]: testText(scaffold),
    'README.md': readmeText(scaffold),
    'package.json': packageText(scaffold),
    'tsconfig.json': tsconfigText(scaffold),
    '.gitignore': '.shopdb/\nnode_modules/\n*.shopdbplugin\n',
  }
}
