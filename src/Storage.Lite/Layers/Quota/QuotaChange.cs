namespace Storage.Lite;

/// <summary>By how much one key takes more, or less, than before.</summary>
internal readonly record struct QuotaChange(StorageKey Key, long Bytes, int Objects);
