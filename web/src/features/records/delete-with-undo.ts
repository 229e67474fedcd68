import { showToast, useMessages } from '@shopdb/ui'
import type { ResourceDescription } from '../../api/models.ts'
import { noteRecordChange } from '../../api/record-changes.ts'
import { deleteRecord, restoreRecord, type RecordItem } from '../../api/records.ts'
import { problemToast } from '../../plugin-host/problem-text.ts'
import { recordLabel } from './addresses.ts'
import { resourceTitle } from './field-presentation.ts'

/** Deletes at once and offers to take it back: deleting is soft, so asking first would only cost time. */
export async function deleteWithUndo(model: ResourceDescription, records: readonly RecordItem[], changed: () => void | Promise<void>): Promise<boolean> {
  const { t } = useMessages()
  const removed: RecordItem[] = []
  try {
    for (const record of records) {
      await deleteRecord(model.path, record.id, record.version)
      removed.push(record)
    }
  } catch (error) {
    problemToast(error)
  }
  if (removed.length === 0) return false
  await noteRecordChange()
  await changed()
  const [first] = removed
  const what = removed.length === 1 && first ? recordLabel(model, first) : `${removed.length} ${resourceTitle(model)}`
  showToast(t('records.deleted', { what }), { action: { label: t('kit.undo'), run: () => restoreAll(model, removed, changed) } })
  return true
}

async function restoreAll(model: ResourceDescription, records: readonly RecordItem[], changed: () => void | Promise<void>): Promise<void> {
  const { t } = useMessages()
  try {
    for (const record of records) await restoreRecord(model.path, record.id)
    showToast(t('records.restored', { count: records.length }, records.length))
  } catch (error) {
    problemToast(error)
  }
  await noteRecordChange()
  await changed()
}
