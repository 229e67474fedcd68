import { defineAsyncComponent } from 'vue'

export { recordAddress, recordLabel } from './addresses.ts'
export { default as CollectionPanel } from './collection-panel.vue'
export { deleteWithUndo } from './delete-with-undo.ts'
export { detailGroups, fieldTitle, nameInSentence, presentationOf, resourceTitle, type FieldGroup } from './field-presentation.ts'
export { default as FieldPanel } from './field-panel.vue'
export { default as FieldValue } from './field-value.vue'
export { useFindReference } from './find-reference.ts'
export { useStatusKinds } from './status-kinds.ts'
export { useRecord, type SaveConflict, type SaveResult } from './use-record.ts'

/** Needed only when two people changed the same record. */
export const ConflictDialog = defineAsyncComponent(() => import('./conflict-dialog.vue'))
