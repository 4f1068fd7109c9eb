export {
  otsyHandlers,
  refusal,
  type MockAnswers,
  type MockOptions,
  type MockRefusal,
  type MockRequest,
} from './handlers'
