export { seedDemoPlant, type DemoOptions } from './seed-demo-plant.ts'
