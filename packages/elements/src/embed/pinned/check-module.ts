/**
 * Resolves once the browser has the module with these very bytes: whoever imports it then gets them. It
 * runs nothing.
 *
 * @param integrity as the attribute of a script has it
 * @throws when it cannot be had, or is another one
 */
export async function checkModule(href: string, integrity: string): Promise<void> {
  // Into the cache first, whole: browsers keep the failure of a module, and this can be asked for again.
  await fetch(href, { integrity });
  await new Promise((onload, onerror) => {
    const link = document.createElement('link');
    document.head.append(
      Object.assign(link, { rel: 'modulepreload', crossOrigin: '', integrity, href, onload, onerror }),
    );
  });
}
