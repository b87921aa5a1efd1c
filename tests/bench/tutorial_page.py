"""The reference: the page as tutorials write it, a marker with popup per asset, all made anew each time."""

from pathlib import Path

import folium
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

DATA = Path(__file__).resolve().parents[2] / "data" / "assets"

st.set_page_config(layout="wide")
frames = [pd.read_csv(path).assign(layer=path.stem) for path in sorted(DATA.glob("*.csv"))]
assets = pd.concat(frames)
with_testbeds = st.checkbox("Testbeds", value=True)
chosen = assets if with_testbeds else assets[assets["layer"] != "testbeds"]
made = folium.Map(location=[chosen["lat"].mean(), chosen["lon"].mean()], zoom_start=8)
for row in chosen.to_dict("records"):
    folium.Marker([row["lat"], row["lon"]], popup=row["name"], tooltip=row["name"]).add_to(made)
st_folium(made, key="map")
st.html(f'<p id="result">{len(chosen)}</p>')
