/** What a page loads that defines the elements only when they are needed. */
document.addEventListener('click', () => void import('../define.js'), { once: true });
