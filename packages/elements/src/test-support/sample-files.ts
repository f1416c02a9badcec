import type { ChatClient, UploadedAttachment } from '@agent-chat/client';

type Upload = NonNullable<ChatClient['upload']>;

/** One upload that a test or a story decides about. */
export interface GivenUpload {
  readonly file: File;
  readonly signal: AbortSignal | undefined;
  progress(sentBytes: number): void;
  finish(): void;
  fail(error: unknown): void;
}

/** Uploads that go on only as they are told to. */
export function scriptedUploads(): { readonly upload: Upload; readonly uploads: readonly GivenUpload[] } {
  const uploads: GivenUpload[] = [];
  const upload: Upload = (file, { signal, onProgress } = {}) =>
    new Promise<UploadedAttachment>((resolve, reject) => {
      const { name, type: contentType, size: sizeBytes } = file;
      const attachmentId = `attachment-${uploads.length + 1}`;
      uploads.push({
        file,
        signal,
        progress: (sentBytes) => onProgress?.(sentBytes),
        finish: () => resolve({ attachmentId, name, contentType, sizeBytes }),
        fail: reject,
      });
    });
  return { upload, uploads };
}

export function textFile(name = 'plan.txt', text = 'A plan.', type = 'text/plain'): File {
  return new File([text], name, { type });
}

/** A picture of two colours. */
export async function pictureFile(name = 'sunset.png'): Promise<File> {
  const canvas = document.createElement('canvas');
  canvas.width = 320;
  canvas.height = 200;
  const context = canvas.getContext('2d');
  if (context !== null) {
    const sky = context.createLinearGradient(0, 0, 0, 200);
    sky.addColorStop(0, '#3b2f7a');
    sky.addColorStop(1, '#ff9e57');
    context.fillStyle = sky;
    context.fillRect(0, 0, 320, 200);
    context.fillStyle = '#ffe9a8';
    context.arc(160, 130, 34, 0, Math.PI * 2);
    context.fill();
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  return new File(blob === null ? [] : [blob], name, { type: 'image/png' });
}
