/** As text: a sheet is made of it by script, which no policy of a page forbids. */
export const WIDGET_STYLES = `
:host{all:initial!important;display:contents!important;color-scheme:inherit!important}
.root{position:fixed;inset:auto 20px 20px auto;z-index:2147483000;display:flex;flex-direction:column;align-items:flex-end;gap:14px;font:16px/1.4 system-ui,sans-serif;pointer-events:none}
.root[data-corner=bottom-left]{inset:auto auto 20px 20px;align-items:flex-start}
[hidden]{display:none!important}
button{border:1px solid #0000;font:inherit;cursor:pointer;pointer-events:auto}
button:focus-visible{outline:3px solid color-mix(in oklab,var(--accent) 70%,white);outline-offset:3px}
svg,img{inline-size:26px;block-size:26px;flex:none}
img{border-radius:50%;object-fit:cover}
svg{fill:none;stroke:currentColor;stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round}
.launcher{position:relative;display:flex;align-items:center;justify-content:center;gap:10px;min-inline-size:56px;min-block-size:56px;padding:0 15px;border-radius:28px;background:var(--accent);color:var(--on-accent);font-weight:600;box-shadow:0 2px 6px rgb(0 0 0/18%),0 10px 28px rgb(0 0 0/20%)}
.launcher:hover{filter:brightness(.92)}
.text{padding-inline-end:5px;max-inline-size:60vw;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.unread{position:absolute;inset-block-start:-5px;inset-inline-end:-5px;min-inline-size:22px;padding:0 6px;border-radius:11px;background:#c8102e;color:#fff;font-size:13px;line-height:22px;text-align:center}
.panel{box-sizing:border-box;inline-size:min(400px,100vw - 40px);block-size:min(640px,100dvh - 110px);overflow:hidden;border-radius:16px;background:light-dark(#fff,#17181c);color:light-dark(#1c1e26,#ebecf1);box-shadow:0 0 0 1px light-dark(rgb(28 30 38/10%),rgb(235 236 241/12%)),0 16px 48px rgb(0 0 0/24%);pointer-events:auto}
.panel:focus{outline:none}
.panel>agent-chat{inline-size:100%;block-size:100%;max-block-size:none}
.state{display:flex;flex-direction:column;align-items:center;justify-content:center;gap:14px;block-size:100%;padding:24px;text-align:center}
.state button:not(.dismiss){min-block-size:44px;padding:0 18px;border-radius:10px;background:var(--accent);color:var(--on-accent);font-weight:600}
.dismiss{display:none;order:9;place-items:center;inline-size:44px;block-size:44px;padding:0;border-radius:10px;background:none;color:inherit}
.dismiss svg{inline-size:22px;block-size:22px}
@media (max-width:480px),(max-height:420px){
.root[data-open]{inset:0}
.root[data-open] .launcher{display:none}
.panel{inline-size:100%;block-size:100%;border-radius:0}
.dismiss{display:grid}
.state .dismiss{position:absolute;inset:6px 6px auto auto}
}
@media (prefers-reduced-motion:no-preference){
.panel{animation:rise .18s ease-out}
@keyframes rise{from{transform:translateY(12px)}}
}
`;
