export { memoryPresence } from './presence'
export { memoryStorage, type MemoryStorageOptions } from './storage'
