import { SafeString, blockTag, inclusionTag, simpleTag, type Library } from '../../src/template.ts'
import { ContextError } from './context-error.ts'

/** Tags and filters as applications write them, some of which fail. */
export const customLibrary: Library = {
  name: 'custom',
  tags: [
    simpleTag({ name: 'give', parameters: ['value', { name: 'other', default: null }], run: ({ value, other }) => value ?? other }),
    simpleTag({ name: 'read', parameters: [], reads: ['a', '__proto__', 'constructor'], run: (_, context) => context.get('a') }),
    simpleTag({ name: 'later', parameters: ['value'], run: async ({ value }) => (await Promise.resolve()) ?? value }),
    simpleTag({
      name: 'fail',
      parameters: [],
      run: () => {
        throw new ContextError('from a tag')
      },
    }),
    blockTag({ name: 'box', parameters: [{ name: 'title', default: '' }], run: (content) => new SafeString(`<p>${content.text}</p>`) }),
    inclusionTag({ name: 'insert', template: 'row', parameters: ['a'], run: ({ a }) => ({ a, __proto__: null, b: [a] }) }),
    inclusionTag({ name: 'again', template: 'self', parameters: [], reads: ['b'], run: (_, context) => ({ a: context.get('b') }) }),
  ],
  filters: [
    { name: 'same', argument: 'none', apply: (input) => input },
    { name: 'argument', argument: 'optional', apply: (_, argument) => argument },
    {
      name: 'failing',
      argument: 'none',
      apply: () => {
        throw new ContextError('from a filter')
      },
    },
  ],
}
