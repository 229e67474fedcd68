export { demoFeature } from './demo-feature.ts'
export { createDemo, type Demo, type DemoResult } from './demo.ts'
