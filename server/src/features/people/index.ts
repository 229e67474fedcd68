export { peopleForPlugin } from './for-plugins.ts'
