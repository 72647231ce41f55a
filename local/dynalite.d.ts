declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** The part of dynalite's options that is used here. */
  type DynaliteOptions = {
    /** Folder of the LevelDB store; without it, memory. */
    readonly path?: string;
    /** How long a new table stays CREATING, in milliseconds. */
    readonly createTableMs?: number;
  };

  /** An HTTP server that speaks DynamoDB; closing it closes its database. */
  export default function dynalite(options: DynaliteOptions): Server;
}
