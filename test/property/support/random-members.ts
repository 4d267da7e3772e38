import { MemberBodies } from './member-bodies.ts'
import { treeBody } from './tree-bodies.ts'
import type { Random } from './random.ts'
import type { RandomModels } from './random-world.ts'

/** Adds getters and methods to the models. They call members that were made before them, so that calls end. */
export function addRandomMembers(random: Random, models: RandomModels): void {
  const all = [...models.values()]
  for (const model of all) {
    if (!random.chance(15)) continue
    const generator = new MemberBodies(random, models, model)
    model.members.push({
      name: 'toString',
      kind: 'method',
      js: `return ${generator.text(generator.self)}`,
      result: { kind: 'scalar' },
      reads: [...generator.reads],
    })
  }
  for (let n = 0, count = random.int(2, 3 + all.length * 2); n < count; n++) {
    const model = random.pick(all)
    const generator = new MemberBodies(random, models, model)
    const kind = random.chance(60) ? 'getter' : 'method'
    const { js, result } = (random.chance(15) && treeBody(generator, `m${n}`, kind === 'getter')) || generator.body()
    model.members.push({ name: `m${n}`, kind, js, result, reads: [...generator.reads] })
  }
}
