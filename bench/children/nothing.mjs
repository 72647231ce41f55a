// Loaded to have the loader of ES modules at work.
