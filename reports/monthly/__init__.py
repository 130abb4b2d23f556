"""行政执法监督月报: collect the rows, count the figures, set workbook and paper, keep every version."""
