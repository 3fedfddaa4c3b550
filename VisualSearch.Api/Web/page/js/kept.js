// The shopper's own pictures, kept in this browser for an hour so that an address can lead back to them. They go nowhere from here.
const lifetime = 60 * 60 * 1000;
const betweenLooks = 60 * 1000;
const store = 'pictures';
const inMemory = new Map(); // Where the browser refuses a database, a picture lasts as long as the page does.

let opened;

function open() {
    opened ??= new Promise((resolve, reject) => {
        const request = indexedDB.open('visualsearch', 1);
        request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: 'id' });
        request.onsuccess = () => {
            request.result.onclose = () => { opened = undefined; }; // The browser cleared its storage, say: the next one opens it anew.
            resolve(request.result);
        };
        request.onerror = () => reject(request.error);
    });
    opened.catch(() => { opened = undefined; });
    return opened;
}

async function within(mode, act) {
    const database = await open();
    return new Promise((resolve, reject) => {
        const transaction = database.transaction(store, mode);
        const request = act(transaction.objectStore(store));
        transaction.oncomplete = () => resolve(request?.result);
        transaction.onabort = () => reject(transaction.error);
    });
}

/** Begins to hold the hour, for pictures of former visits too. Where no page of ours is open nothing can run; the next visit begins with it. */
export function holdTheHour() {
    forgetOld();
    setInterval(forgetOld, betweenLooks);
    window.addEventListener('pagehide', forgetOld);
}

const fresh = entry => entry && Date.now() - entry.at < lifetime;

function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(8));
    return Array.from(bytes, byte => (byte % 36).toString(36)).join('');
}

/** A chosen file is a reference to the shopper's disk, where it may be gone a moment later; its bytes are not. */
const bytesOf = async file => {
    try {
        return new Blob([await file.arrayBuffer()], { type: file.type });
    } catch {
        return file; // Gone already: the search will say so.
    }
};

/** Keeps a picture. Returns the short id that `?picture=` takes. */
export async function keep(file) {
    const blob = await bytesOf(file);
    const entry = { id: newId(), blob, at: Date.now() };
    inMemory.set(entry.id, entry);
    forgetOld();
    try {
        await within('readwrite', pictures => pictures.put(entry));
    } catch {
        // Kept in memory above.
    }

    return entry.id;
}

/** The picture, or null when it was never here or its hour is over. */
export async function find(id) {
    const known = inMemory.get(id);
    if (fresh(known)) {
        return known.blob;
    }

    try {
        const entry = await within('readonly', pictures => pictures.get(id));
        return fresh(entry) ? entry.blob : null;
    } catch {
        return null;
    }
}

/** Forgets pictures whose hour is over. */
async function forgetOld() {
    inMemory.forEach((entry, id) => {
        if (!fresh(entry)) {
            inMemory.delete(id);
        }
    });
    try {
        await within('readwrite', pictures => {
            const walk = pictures.openCursor();
            walk.onsuccess = () => {
                const cursor = walk.result;
                if (cursor) {
                    if (!fresh(cursor.value)) {
                        cursor.delete();
                    }

                    cursor.continue();
                }
            };
        });
    } catch {
        // Nothing is kept where nothing can be.
    }
}
