export { seedReferenceData } from './seed-reference-data.ts'
