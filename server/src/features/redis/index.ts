export { createPluginRedis, type PluginRedis } from './plugin-redis.ts'
