/** What is used of node-postgres, which brings no types. */
declare module 'pg' {
  export class Client {
    constructor(options?: object)
    connect(): Promise<void>
    query(query: object): Promise<{ readonly rows: unknown[][] }>
    end(): Promise<void>
  }
  export class Pool {
    constructor(options?: object)
    query(query: object): Promise<{ readonly rows: unknown[][] }>
    end(): Promise<void>
  }
}
