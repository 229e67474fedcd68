import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import type { FurtherColumn } from '../records/index.ts'

/** What a column of a file can fill. */
export type TargetField = { name: string; title: string; field: FieldModel | null; further: FurtherColumn | null; /** The cell is the id of a record, not its label. */ isId: boolean; required: boolean }

/** The fields of a resource that an import can fill: a reference by label (`vendor`) or by id (`vendorId`). */
export function targetFieldsOf(model: ResourceModel, further: readonly FurtherColumn[]): TargetField[] {
  const own = model.fields.filter((field) => !field.readOnly).flatMap((field): TargetField[] => {
    const base = { field, further: null, required: field.required && field.schema.default === undefined }
    const plain: TargetField = { ...base, name: field.name, title: field.title, isId: field.reference !== null }
    return field.labelName === null ? [plain] : [{ ...base, name: field.labelName, title: field.title, isId: false }, { ...plain, title: `${field.title} (id)` }]
  })
  const none = { field: null, isId: false, required: false }
  const type = model.fields.some((field) => field.name === 'typeId' && field.readOnly) && model.base === model.name ? [{ ...none, name: 'type', title: 'Type', further: null, required: true }] : []
  return [{ ...none, name: 'id', title: 'Id', further: null, isId: true }, ...type, ...own, ...further.map((column): TargetField => ({ ...none, name: column.name, title: column.title, further: column }))]
}

/** Which field each heading means, by name or title however it is written; every field at most once. */
export function guessColumns(headers: readonly string[], targets: readonly TargetField[]): (string | null)[] {
  const taken = new Set<string>()
  const take = (find: (word: string, target: TargetField) => boolean, header: string): string | null => {
    const found = targets.find((target) => !taken.has(target.name) && find(wordOf(header), target))
    if (found) taken.add(found.name)
    return found?.name ?? null
  }
  const exact = headers.map((header) => take((word, target) => word !== '' && (wordOf(target.name) === word || wordOf(target.title) === word), header))
  return exact.map((name, index) => name ?? take((word, target) => synonyms[wordOf(target.name)]?.includes(word) ?? false, headers[index] ?? ''))
}

const wordOf = (text: string): string => text.normalize('NFC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** Headings that other programs and older lists use. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  assetnumber: ['assetno', 'assettag', 'inventorynumber', 'inventarnummer', 'number'], serialnumber: ['serial', 'serialno', 'sn', 'seriennummer'], name: ['bezeichnung', 'description'],
  vendor: ['manufacturer', 'make', 'hersteller'], model: ['modelname', 'product', 'modell'], location: ['place', 'standort', 'site'], status: ['state', 'zustand'], notes: ['comment', 'comments', 'remarks', 'bemerkung'],
  businessunit: ['department', 'bu', 'abteilung'], purchasedate: ['purchased', 'kaufdatum'], warrantyuntil: ['warranty', 'warrantyexpires', 'garantiebis'], hostname: ['host', 'computername'],
}
