import { EntitySchema } from '@mikro-orm/core'
import { afterAll } from 'vitest'
import { openRunnersOf } from '../../src/query/query-runner.ts'
import type { EntityClass } from '../../src/schema/schema.ts'

// Files share a process: an ORM that one leaves open makes queries of the same classes ambiguous in another.
afterAll(() => {
  const left = ([...EntitySchema.REGISTRY.keys()] as EntityClass[]).filter((each) => openRunnersOf(each).length > 0)
  if (left.length > 0) throw new Error(`Close the ORM of ${left.map(({ name }) => name).join(', ')} after the tests.`)
})
