import { Hono } from 'hono';
import * as v from 'valibot';
import { Problem } from '../errors/problem.ts';
import type { IdempotentEnv } from '../http/middleware/idempotency.ts';
import { describe } from '../http/openapi/describe.ts';
import { json, param, query } from '../http/request/validate.ts';
import type { ModuleStorage, ServerModule } from '../http/server-module.ts';
import type { UserId } from '../session/record.ts';
import { key } from '../storage/key.ts';

type Item = { readonly id: string; readonly text: string };

const itemSchema = v.pipe(v.object({ id: v.string(), text: v.string() }), v.metadata({ ref: 'Item' }));
const newItemSchema = v.strictObject({
  text: v.pipe(v.string(), v.minLength(1, 'must not be empty'), v.maxLength(2_000)),
});
const idParam = v.object({ id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/, 'is no id of an item')) });

const itemKey = (userId: UserId, id: string) => key('item', userId, id);
const itemsKey = (userId: UserId) => key('items', userId);

const list = async ({ store }: Pick<ModuleStorage, 'store'>, userId: UserId) => {
  const found = await store.getMany<Item>(
    (await store.members(itemsKey(userId))).map((id) => itemKey(userId, id)),
  );
  return found.filter((item) => item !== null);
};

async function remove({ store }: Pick<ModuleStorage, 'store'>, userId: UserId, id: string): Promise<void> {
  await store.removeMember(itemsKey(userId), id);
  await store.remove(itemKey(userId, id));
}

/** The smallest API with all that a module may have: what the library's own tests mount beside its routes. */
export const items: ServerModule<'items:read' | 'items:write'> = {
  name: 'items',
  tag: 'Items',
  scopes: ['items:read', 'items:write'],
  routes: ({ requireAccess, idempotency, store, random }) =>
    new Hono<IdempotentEnv>()
      .get(
        '/api/items',
        describe(
          {
            auth: 'access token',
            summary: "The user's items",
            success: {
              status: 200,
              description: 'The items',
              schema: v.object({ items: v.array(itemSchema) }),
            },
            problems: ['invalid_request', 'invalid_token', 'insufficient_scope'],
          },
          requireAccess({ scopes: ['items:read'] }),
        ),
        query(v.strictObject({})),
        async (c) => c.json({ items: await list({ store }, c.var.access.userId) }),
      )
      .post(
        '/api/items',
        describe(
          {
            auth: 'access token',
            summary: 'Adds an item',
            success: { status: 201, description: 'The item', schema: itemSchema },
            problems: [
              'invalid_request',
              'invalid_token',
              'insufficient_scope',
              'idempotency_in_progress',
              'idempotency_key_reused',
              'payload_too_large',
            ],
          },
          requireAccess({ scopes: ['items:write'] }),
        ),
        json(newItemSchema),
        idempotency,
        async (c) => {
          const { userId } = c.var.access;
          const item: Item = { id: c.var.writeId ?? random(12), ...c.req.valid('json') };
          await store.put(itemKey(userId, item.id), item, null);
          await store.addMember(itemsKey(userId), item.id);
          return c.json(item, 201);
        },
      )
      .delete(
        '/api/items/:id',
        describe(
          {
            auth: 'access token',
            summary: 'Removes an item',
            success: { status: 204, description: 'It is gone' },
            problems: ['invalid_request', 'invalid_token', 'insufficient_scope', 'not_found'],
          },
          requireAccess({ scopes: ['items:write'] }),
        ),
        param(idParam),
        async (c) => {
          const { userId } = c.var.access;
          const { id } = c.req.valid('param');
          if ((await store.get(itemKey(userId, id))) === null) throw new Problem('not_found');
          await remove({ store }, userId, id);
          return c.body(null, 204);
        },
      ),
  async onAccountRemoved(userId, { store }) {
    for (const id of await store.members(itemsKey(userId))) await remove({ store }, userId, id);
  },
};
