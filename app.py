"""Tierscope's dashboard: names the pages, sets the title, runs one."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent

st.set_page_config(page_title="Tierscope", page_icon=str(HERE / "pages/assets/favicon.svg"), layout="wide")
st.navigation(
    [
        st.Page("pages/invoice_curve.py", title="Invoice curve", icon=":material/show_chart:", default=True),
        st.Page("pages/price_table.py", title="Price table", icon=":material/table_edit:"),
        st.Page("pages/explain_a_bill.py", title="Explain a bill", icon=":material/receipt_long:"),
        st.Page("pages/compare_models.py", title="Compare models", icon=":material/compare_arrows:"),
        st.Page("pages/customer_impact.py", title="Customer impact", icon=":material/balance:"),
        st.Page("pages/usage.py", title="Usage", icon=":material/monitoring:"),
        st.Page("pages/rebalancing.py", title="Rebalancing", icon=":material/swap_vert:"),
    ]
).run()
