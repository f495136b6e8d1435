import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkMessageId } from '#dist/cluster/engine/names.js';
import { MessageIds } from '#dist/cluster/messages/message-ids.js';

describe('Message ids', () => {
  it('are the same for the same chunk and attempt, and tell nothing of the others', () => {
    const [ids, others] = [new MessageIds('j'), new MessageIds('j')];

    const all = [ids.of(0), ids.of(1), ids.of(0, 1), others.of(0)];

    assert.equal(ids.of(0), all[0]);
    assert.equal(new Set(all.map((id) => id.split('.')[2])).size, 4);
    for (const id of all) checkMessageId(id);
  });
});
