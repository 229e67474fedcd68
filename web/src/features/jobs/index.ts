export { default as JobList } from './job-list.vue'
export { default as JobProgress } from './job-progress.vue'
export { jobTone } from './job-states.ts'
