import { Problem } from '../../platform/problem.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import type { ImportOptions, StoredImport } from './import-record.ts'
import { guessColumns, type TargetField } from './target-fields.ts'

/** The options of a rehearsal: what is said, then what was said last time, then what the headings suggest. */
export function completeOptions(model: ResourceModel, targets: readonly TargetField[], found: StoredImport, said: Partial<ImportOptions>): ImportOptions {
  const columns = said.columns ?? found.options?.columns ?? guessColumns(found.headers, targets)
  assertColumns(model, targets, columns)
  const key = said.key === undefined ? likelyKey(model, targets, columns) : said.key
  const canIdentify = targets.some(({ name, field }) => name === key && (name === 'id' || (field !== null && field.reference === null)))
  if (key !== null && !(columns.includes(key) && canIdentify)) refuse('/key', `"${key}" cannot identify a record: no column is mapped to it.`)
  const last = found.options
  return { columns, key, decimal: said.decimal ?? last?.decimal ?? 'point', dates: said.dates ?? last?.dates ?? 'iso', empty: said.empty ?? last?.empty ?? 'keep', mode: said.mode ?? last?.mode ?? 'upsert' }
}

function refuse(path: string, detail: string, allowed?: readonly string[]): never {
  throw new Problem('REQUEST_INVALID', { detail, fields: [{ path, message: detail, ...(allowed ? { allowed } : {}) }] })
}

function assertColumns(model: ResourceModel, targets: readonly TargetField[], columns: readonly (string | null)[]): void {
  const unknown = columns.find((name) => name !== null && !targets.some((target) => target.name === name))
  if (typeof unknown === 'string') refuse('/columns', `"${unknown}" is no field of ${model.titlePlural.toLowerCase()} that can be imported.`, targets.map(({ name }) => name))
  const twice = columns.find((name, index) => name !== null && columns.indexOf(name) !== index)
  if (typeof twice === 'string') refuse('/columns', `Two columns are mapped to "${twice}".`)
  if (columns.every((name) => name === null || name === 'id')) refuse('/columns', 'No column of the file is mapped to a field. Is its first line the headings?')
}

/** The unique field among the columns; the id only where nothing else tells records apart, for other sites have other ids. */
function likelyKey(model: ResourceModel, targets: readonly TargetField[], columns: readonly (string | null)[]): string | null {
  const unique = targets.find(({ name, field }) => field?.unique === true && columns.includes(name))
  if (unique) return unique.name
  return columns.includes('id') && !model.fields.some((field) => field.unique) ? 'id' : null
}
