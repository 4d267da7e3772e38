import { escapeHtml } from '../../value/escape.ts'
import { checkWrittenLength } from '../../value/too-large.ts'
import { repr } from '../../value/to-text.ts'
import type { TagRuntime } from '../../render/runtime.ts'
import { defineTag } from '../tag-definition.ts'

/** `{% debug %}`: every variable in scope, where the engine is set to debug; else nothing. */
export const debugTag = defineTag<null>({
  name: 'debug',
  readsScope: true,
  parse: () => null,
  flow() {},
  emit(_args, emitter) {
    emitter.raw(emitter.call(variables, emitter.runtime, emitter.allVariables))
  },
})

function variables({ services, settings }: TagRuntime, scope: object): string {
  if (!services.debug) return ''
  const names = new Set<string>()
  for (const name in scope) names.add(name)
  let text = ''
  for (const name of names) {
    text += `${text === '' ? '' : '\n'}${name}: ${repr(Reflect.get(scope, name), settings)}`
    checkWrittenLength(text)
  }
  return escapeHtml(text)
}
