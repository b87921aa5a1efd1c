"""The Folium map: its base, the views drawn on it, and the files a browser fetches for it."""
