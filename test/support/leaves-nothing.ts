import { EntitySchema } from '@mikro-orm/core'
import { afterAll } from 'vitest'

/** Where djust keeps what runs the queries of a class. */
const runners = Symbol.for('djust.runners')

type Bound = { readonly name: string; readonly [runners]?: readonly { isClosed(): boolean }[] }

// Files share a process: an ORM that one leaves open makes queries of the same classes ambiguous in another.
afterAll(() => {
  const left = [...EntitySchema.REGISTRY.keys()].filter((each) => (each as Bound)[runners]?.some((runner) => !runner.isClosed()))
  if (left.length > 0) throw new Error(`Close the ORM of ${left.map((each) => (each as Bound).name).join(', ')} after the tests.`)
})
