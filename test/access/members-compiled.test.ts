// Members as compilers write them for older JavaScript.
import { expect, test } from 'vitest'
import { Person, useCrew } from './support/crew.ts'

type Steps = (this: Person) => Generator<unknown, unknown, unknown>

const run = (steps: Generator<unknown, unknown, unknown>, sent?: unknown): Promise<unknown> => {
  const { value, done } = steps.next(sent)
  return Promise.resolve(value).then((given) => (done ? given : run(steps, given)))
}
/** TypeScript's and esbuild's helpers. */
const __awaiter = (self: Person, _args: unknown, _promise: unknown, steps: Steps) => run(steps.call(self))
const __async = (self: Person, _args: unknown, steps: Steps) => run(steps.call(self))
/** SWC's and Babel's. */
const _async_to_generator = (steps: Steps) =>
  function (this: Person) {
    return run(steps.call(this))
  }
const _asyncToGenerator = _async_to_generator

class Own extends Person {
  byTypeScript(): unknown {
    return __awaiter(this, void 0, void 0, function* () {
      return `${this.email}${String(yield this.team.unwrap().title)}`
    })
  }
  byEsbuild(): unknown {
    return __async(this, null, function* () {
      return `${this.email}${String(yield this.team.unwrap().title)}`
    })
  }
  bySwc(): unknown {
    return _async_to_generator(function* () {
      return `${this.email}${String(yield this.team.unwrap().title)}`
    }).call(this)
  }
  byBabel(): unknown {
    return _asyncToGenerator(function* () {
      return `${this.email}${String(yield this.team.unwrap().title)}`
    }).call(this)
  }
  get optionalByTypeScript(): unknown {
    let _a, _b
    return (_a = this.boss) === null || _a === void 0
      ? void 0
      : (_b = _a.tags.getItems) === null || _b === void 0
        ? void 0
        : _b.call(_a.tags).length
  }
  get optionalOfRow(): unknown {
    let _a
    return (_a = this.boss) === null || _a === void 0 ? void 0 : _a.email
  }
}

const { crew } = useCrew(Own)

test.each(['byTypeScript', 'byEsbuild', 'bySwc', 'byBabel'])('an async method %s is waited for', async (name) => {
  const { html, warnings } = await crew.render(`{{ p.${name} }}`)
  expect(html).toBe('a@xCore\nb@xOps\nc@xCore\n')
  expect(warnings).toEqual([])
})

test('optional chaining reads what it names', async () => {
  expect(await crew.render('{{ p.optionalByTypeScript }}')).toMatchObject({ html: '\n2\n1\n', warnings: [] })
  expect(await crew.render('{{ p.optionalOfRow }}')).toMatchObject({
    html: '\na@x\nb@x\n',
    columns: ['person.id person.email'],
    warnings: [],
  })
})
