/** What is used of node-postgres, which brings no types. */
declare module 'pg' {
  export class Client {
    constructor(options?: object)
    query(...args: never[]): unknown
  }
}
