import { bordersRule } from './check-borders.ts'
import { codeRule } from './check-code.ts'
import { cyclesRule } from './check-cycles.ts'
import { domainWordsRule } from './check-domain-words.ts'
import { fileNamesRule } from './check-file-names.ts'
import { identifiersRule } from './check-identifiers.ts'
import { layersRule } from './check-layers.ts'
import { lintRule } from './check-lint.ts'
import { lockRule } from './check-lock.ts'
import { scriptsRule } from './check-scripts.ts'
import { tableNamesRule } from './check-table-names.ts'
import { templatesRule } from './check-templates.ts'
import { textRule } from './check-text.ts'
import { typesRule, webTypesRule } from './check-types.ts'
import type { Rule } from './repository.ts'

/** What a commit is checked against: only the files it touches, without a compiler. */
export const quickRules: readonly Rule[] = [fileNamesRule, identifiersRule, tableNamesRule, layersRule, cyclesRule, bordersRule, domainWordsRule, codeRule, lockRule, scriptsRule, textRule, templatesRule, lintRule]

/** Loads the product to compare it with its documents, so only when it is asked for: a broken CLI must not stop the other rules. */
const documentsRule: Rule = {
  name: 'documents',
  applies: (path) => path.endsWith('.md') || path.startsWith('deploy/'),
  check: async (_files, repository) => (await import('./check-documents.ts')).checkDocuments(repository),
}

/** Loads the compiler and the contract, so only when it is asked for. */
const contractRule: Rule = {
  name: 'contract',
  applies: (path) => /^(contract|plugin-api)\/src\/|^contract\/(package\.json|released\/[^/]+\/snapshot\.json)$/.test(path),
  check: async (_files, repository) => (await import('./contract-gate/check-contract.ts')).checkContract(repository),
}

/** Everything, as `npm test` and the build server run it. The slow ones stand first, so that they run beside the rest. */
export const allRules: readonly Rule[] = [webTypesRule, typesRule, ...quickRules, documentsRule, contractRule]
