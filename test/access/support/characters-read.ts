/** How many characters `run` reads of texts through the methods of String that go through them. */
export function charactersRead(run: () => void): number {
  let count = 0
  const counted: Readonly<Record<string, (text: string, args: readonly unknown[], result: unknown) => number>> = {
    charCodeAt: () => 1,
    charAt: () => 1,
    startsWith: (_text, [part]) => (part as string).length,
    slice: (_text, _args, result) => (result as string).length,
    trim: (text) => text.length,
    indexOf: (text, [, from], result) =>
      ((result as number) === -1 ? text.length : (result as number)) - ((from as number | undefined) ?? 0),
    lastIndexOf: (text, _args, result) => text.length - (result as number),
  }
  const prototype: object = String.prototype
  const own = Object.keys(counted).map((name) => [name, Reflect.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor] as const)
  for (const [name, descriptor] of own) {
    const method = descriptor.value as (...args: unknown[]) => unknown
    const cost = counted[name] as (typeof counted)[string]
    Object.defineProperty(prototype, name, {
      ...descriptor,
      value(this: string, ...args: unknown[]) {
        const result = method.apply(this, args)
        count += cost(this, args, result)
        return result
      },
    })
  }
  try {
    run()
  } finally {
    for (const [name, descriptor] of own) Object.defineProperty(prototype, name, descriptor)
  }
  return count
}
