export { default as HistoryChanges } from './history-changes.vue'
