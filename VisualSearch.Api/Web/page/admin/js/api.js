// What operators ask of the API. Each request carries the key; an answer that wants another one is told to whoever asks for keys.
import { asJson, ask as send } from '../../js/api.js';
import { keptKey } from './key.js';

let refused = () => {};

/** @param act called with the failure whenever the API wants a key, or another one */
export function onRefusal(act) {
    refused = act;
}

async function ask(path, parameters = [], init = {}) {
    const key = keptKey();
    try {
        return await send(path, parameters.filter(([, value]) => value !== '' && value !== null && value !== undefined), { ...init, headers: { ...init.headers, ...(key ? { Authorization: `Bearer ${key}` } : {}) } });
    } catch (failure) {
        if (failure.status === 401 || failure.status === 403) {
            refused(failure);
        }

        throw failure;
    }
}

const post = { method: 'POST' };

export const status = (minutes, signal) => ask('admin/status', [['minutes', minutes]], { signal });
export const failures = (options, signal) => ask('admin/failures', options, { signal });
export const searches = (options, signal) => ask('admin/searches', options, { signal });
export const reindex = body => ask('admin/reindex', [], asJson(body));
export const reconcile = mend => ask('admin/reconcile', [['mend', mend]], post);
export const events = (options, signal) => ask('admin/webhooks/events', options, { signal });
export const replay = (body, signal) => ask('admin/webhooks/replay', [], asJson(body, signal));
export const webhookHealth = signal => ask('webhooks/health', [], { signal });
export const generations = signal => ask('admin/generations', [], { signal });
export const startGeneration = model => ask('admin/generations', [], asJson({ model }));
export const rollBack = () => ask('admin/generations/rollback', [], post);
export const switchTo = (id, force) => ask(`admin/generations/${encodeURIComponent(id)}/switch`, [['force', force]], post);
export const overlap = id => ask(`admin/generations/${encodeURIComponent(id)}/overlap`);
export const drop = id => ask(`admin/generations/${encodeURIComponent(id)}`, [], { method: 'DELETE' });
