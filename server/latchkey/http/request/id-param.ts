import * as v from 'valibot';
import { param } from './validate.ts';

/** Takes the `:id` of a path, as this server makes ids. @param refusal what is said of one that can be none */
export const idParam = (refusal: string) =>
  param(v.object({ id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/, refusal)) }));
