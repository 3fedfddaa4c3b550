// Getting a picture into a form that is worth sending.

/** Longest side that is sent, in pixels: models look at a few hundred, and a phone's photograph has thousands. */
const longestSide = 2000;
const mostBytes = 20 * 1024 * 1024;
const sentAsTheyAre = ['image/jpeg', 'image/png', 'image/webp'];

/** A picture that the browser can show, upright; throws for what is none. */
const decode = blob => createImageBitmap(blob, { imageOrientation: 'from-image' });

function encode(source, x, y, width, height) {
    const scale = Math.min(1, longestSide / Math.max(width, height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#fff'; // What is transparent becomes paper, as in most product pictures.
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve, reject) => canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('No memory for the picture'))), 'image/jpeg', 0.9));
}

/** Where and with what a photograph was taken, in any of the ways that pictures carry it. Found where there is none, by chance, it costs no more than a fresh JPEG. */
const carriesFacts = async file => /Exif\0|eXIf|EXIF|XMP |ns\.adobe\.com|iTXt|tEXt|zTXt/.test(new TextDecoder('latin1').decode(await file.arrayBuffer()));

/**
 * The picture as it will be sent: large ones shrunk; formats that the API does not read, and pictures that carry facts about how they were taken, drawn anew as JPEG.
 * What the browser cannot read or draw goes as it is, for the API to say why.
 */
export async function prepare(file) {
    let bitmap;
    try {
        bitmap = await decode(file);
    } catch {
        return file;
    }

    try {
        const small = Math.max(bitmap.width, bitmap.height) <= longestSide && file.size <= mostBytes;
        return small && sentAsTheyAre.includes(file.type) && !await carriesFacts(file) ? file : await encode(bitmap, 0, 0, bitmap.width, bitmap.height);
    } catch {
        return file;
    } finally {
        bitmap.close();
    }
}

/** The part of a picture inside a box of thousandths: `left,top,width,height`. */
export async function cut(blob, box) {
    const [left, top, width, height] = box.split(',').map(part => Number(part) / 1000);
    const bitmap = await decode(blob);
    try {
        const x = Math.min(left, 0.99) * bitmap.width;
        const y = Math.min(top, 0.99) * bitmap.height;
        return await encode(bitmap, x, y, Math.max(1, Math.min(width * bitmap.width, bitmap.width - x)), Math.max(1, Math.min(height * bitmap.height, bitmap.height - y)));
    } finally {
        bitmap.close();
    }
}
