import { html } from '../src/value/safe-string.ts'

/** An object of a case that can't be made from the cases' notes. */
export class UnknownFixture extends Error {}

/** An object of Django's own tests by the name of its class. */
export function fixtureObject(name: string, attributes: Record<string, unknown>): unknown {
  const make = objects[name.slice(name.lastIndexOf('.') + 1)]
  if (!make) throw new UnknownFixture(`the class ${name} is not described`)
  return make(attributes)
}

export function fixtureFunction(name: string): unknown {
  const found = functions[name]
  if (!found) throw new UnknownFixture(`the function ${name} is not described`)
  return found
}

/** Thrown by members whose failure a template does not show. */
class SilentError extends Error {
  readonly silentVariableFailure = true
}

/** Thrown by members whose failure a template shows. */
class SomeOtherException extends Error {
  override readonly name = 'SomeOtherException'
}

class OtherClass {
  method(): string {
    return 'OtherClass.method'
  }
}

class SomeClass {
  readonly otherclass = new OtherClass()

  method(): string {
    return 'SomeClass.method'
  }

  method2(argument: unknown): unknown {
    return argument
  }

  method3(): never {
    throw new SilentError()
  }

  method4(): never {
    throw new SomeOtherException()
  }

  method5(): never {
    throw new TypeError()
  }

  get silent_fail_key(): never {
    throw new SilentError()
  }

  get silent_fail_attribute(): never {
    throw new SilentError()
  }

  get noisy_fail_key(): never {
    throw new SomeOtherException()
  }

  get noisy_fail_attribute(): never {
    throw new SomeOtherException()
  }
}

class TestObj {
  is_true(): boolean {
    return true
  }

  is_false(): boolean {
    return false
  }

  is_bad(): never {
    throw new Error('is_bad was called')
  }
}

class SilentAttrClass {
  get b(): never {
    throw new SilentError()
  }
}

class UTF8Class {
  toString(): string {
    return 'ŠĐĆŽćžšđ'
  }
}

class UnsafeClass {
  toString(): string {
    return 'you & me'
  }
}

class SafeClass {
  toString(): string {
    return 'you &gt; me'
  }

  [html](): string {
    return 'you &gt; me'
  }
}

/** A function that templates read instead of calling it. */
const readableClass = Object.assign(() => undefined, {
  doNotCallInTemplates: true,
  class_property: 'Example property',
  class_method: () => 'Example method',
})

function callable(result: () => unknown, attributes: Record<string, unknown>): () => unknown {
  const { alters_data: altersData, do_not_call_in_templates: doNotCallInTemplates, ...others } = attributes
  return Object.assign(result, { altersData, doNotCallInTemplates, ...others })
}

const objects: Readonly<Record<string, (attributes: Record<string, unknown>) => unknown>> = {
  SomeClass: () => new SomeClass(),
  OtherClass: () => new OtherClass(),
  TestObj: () => new TestObj(),
  SilentGetItemClass: () => new SilentAttrClass(),
  SilentAttrClass: () => new SilentAttrClass(),
  UTF8Class: () => new UTF8Class(),
  UnsafeClass: () => new UnsafeClass(),
  SafeClass: () => new SafeClass(),
  Doodad: (attributes) => callable(() => ({ the_value: attributes['value'] }), attributes),
  // Methods keep the mark of the method they replace, unless they say otherwise.
  GrandChild: () => ({
    my_method: callable(() => 101, { alters_data: true }),
    other_method: callable(() => 102, { alters_data: true }),
    change_alters_data_method: callable(() => 103, { alters_data: false }),
    sub_non_callable_method: 104,
  }),
}

const functions: Readonly<Record<string, unknown>> = {
  'BasicSyntaxTests.test_basic_syntax37.<locals>.<lambda>': () => 'foo bar',
  'BasicSyntaxTests.test_basic_syntax38.<locals>.<lambda>': () => 'foo bar',
  'BasicSyntaxTests.test_subscriptable_class.<locals>.MyClass': readableClass,
  'BasicSyntaxTests.test_subscriptable_class.<locals>.<lambda>': () => readableClass,
}
