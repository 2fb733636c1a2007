/** What scripts of one kind leave for others, and what browsers have that the library of TypeScript lacks. */

/** A form or a visit that waits on the phone. `at` is when it was stored, by the phone's clock. */
interface OutboxEntry {
  id: string;
  kind: string;
  path: string;
  fields: Record<string, string[]>;
  version?: string;
  seen_version?: number;
}

interface StoredEntry extends OutboxEntry {
  number: number;
  at: number;
  answer?: SyncAnswer;
}

/** What `POST /sync` says of an entry: done, refused, held or id-used. */
interface SyncAnswer {
  code: string;
  reason?: string;
  next?: string;
}

/** What a phone knows of a course that it keeps. `paths` are the paths of the pages of each part. */
interface KeptPack {
  id: string;
  version: string;
  language: string;
  size: number;
  starts: Record<string, string>;
  after: Record<string, string>;
  parts: string[];
  paths: Record<string, string[]>;
  isWhole: boolean;
  done: number;
  at: number;
}

/** `/courses/<code>/offline/manifest.json` */
interface PackManifest extends Omit<KeptPack, "parts" | "paths" | "isWhole" | "done" | "at"> {
  parts: { url: string; size: number }[];
  files: { url: string; size: number }[];
  page: string;
  away: string[];
}

/** Where the files and pages of a pack come from: a server, or a file. */
interface PackSource {
  add(cache: Cache, url: string): Promise<void>;
  pages(url: string): Promise<Record<string, string>>;
  end?(): Promise<void>;
}

/** `/courses/<code>/offline/state.json` */
interface LearnerState {
  person: string;
  course: string;
  audience: string;
  units: Record<string, Record<string, any>>;
  complete: string[];
  practice: string[];
  lessons: Record<string, { state: string; step: string | null; opened: string[]; skipped: string[] }>;
  seal?: { key: string; secret: string };
}

/** `static/offline/store.js` */
interface PayungStore {
  add(entry: OutboxEntry): Promise<unknown>;
  drop(number: number): Promise<unknown>;
  dropAll(isMeant: (entry: StoredEntry) => unknown): Promise<void>;
  dropPack(course: string): Promise<unknown>;
  entries(): Promise<StoredEntry[]>;
  forget(person: string): Promise<void>;
  mark(number: number, answer: SyncAnswer): Promise<void>;
  pack(course: string): Promise<KeptPack | undefined>;
  person(): Promise<string | undefined>;
  setPack(course: string, pack: KeptPack): Promise<unknown>;
  setPerson(id: string | undefined): Promise<void>;
  setState(value: LearnerState): Promise<void>;
  state(course: string): Promise<LearnerState | undefined>;
}

declare var payungStore: PayungStore;
