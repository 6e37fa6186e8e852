namespace Storage.Lite;

/// <summary>What an encrypted object is bound to beside its header.</summary>
internal readonly record struct EnvelopeName(string StoreId, StorageKey Key);
