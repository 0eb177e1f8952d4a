"""成文: content to docx, pdf, svg, xlsx. Knows Word and Excel; knows nothing of risk."""
