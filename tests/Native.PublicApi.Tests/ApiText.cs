using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Native.PublicApi.Tests;

/// <summary>
/// An assembly's public API as sorted text, one line per type and member: what a user of the package can name, derive
/// from or call, with nullability, reference kinds, default values and constraints.
/// </summary>
internal static class ApiText
{
    private const BindingFlags DeclaredMembers = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    internal static string Render(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(ApiTypeName.Of, StringComparer.Ordinal))
        {
            _ = text.Append(Declaration(type)).Append('\n');
            foreach (string member in Members(type).Order(StringComparer.Ordinal))
            {
                _ = text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Declaration(Type type)
    {
        if (type.IsEnum)
        {
            return $"enum {ApiTypeName.Of(type)} : {ApiTypeName.Of(Enum.GetUnderlyingType(type))}";
        }

        string kind = type.IsInterface ? "interface"
            : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
            : type.IsValueType ? (IsReadOnly(type) ? "readonly " : "") + (type.IsByRefLike ? "ref struct" : "struct")
            : (type.IsAbstract ? type.IsSealed ? "static " : "abstract " : type.IsSealed ? "sealed " : "") + "class";
        IEnumerable<Type> bases = type.GetInterfaces().Where(static i => i.IsPublic);
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
        {
            bases = bases.Except(parent.GetInterfaces()).Prepend(parent);
        }

        string[] names = [.. bases.Select(ApiTypeName.Of).Order(StringComparer.Ordinal)];
        return $"{kind} {ApiTypeName.Of(type)}{(names.Length == 0 ? "" : " : ")}{string.Join(", ", names)}"
            + ApiTypeName.Constraints(type.GetGenericArguments());
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name =>
                $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
        }

        return type.GetFields(DeclaredMembers).Where(static f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly)
            .Select(Field)
            .Concat(type.GetConstructors(DeclaredMembers).Where(IsVisible)
                .Select(constructor => $"{Access(constructor)}.ctor({Parameters(constructor)})"))
            .Concat(type.GetMethods(DeclaredMembers).Where(IsVisible)
                .Where(static method => !method.IsSpecialName || IsOperator(method))
                .Select(Method))
            .Concat(type.GetProperties(DeclaredMembers).Where(static p => p.GetAccessors(true).Any(IsVisible))
                .Select(Property))
            .Concat(type.GetEvents(DeclaredMembers).Where(static e => IsVisible(e.AddMethod!))
                .Select(static e => $"event {ApiTypeName.Of(e.EventHandlerType!)} {e.Name}"));
    }

    private static string Field(FieldInfo field)
    {
        string modifiers = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "")
            + (field.IsInitOnly ? "readonly " : "");
        string value = field.IsLiteral ? $" = {Literal(field.GetRawConstantValue())}" : "";
        return $"{modifiers}{ApiTypeName.Of(field)} {field.Name}{value}";
    }

    private static string Method(MethodInfo method)
    {
        string generic = method.IsGenericMethod
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(ApiTypeName.Of))}>"
            : "";
        string readOnly = !method.IsStatic && method.DeclaringType!.IsValueType && !IsReadOnly(method.DeclaringType)
            && IsReadOnly(method) ? "readonly " : "";
        return $"{Access(method)}{readOnly}{ApiTypeName.Of(method.ReturnParameter)} {method.Name}{generic}"
            + $"({Parameters(method)})" + ApiTypeName.Constraints(method.GetGenericArguments());
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo first = property.GetAccessors(nonPublic: true).First(IsVisible);
        bool isIndexer = property.GetIndexParameters().Length > 0;
        string parameters = isIndexer ? $"[{Parameters(property.GetMethod ?? first)}]" : "";
        string accessors = (property.GetMethod is { } get && IsVisible(get) ? " get;" : "")
            + (property.SetMethod is { } set && IsVisible(set) ? IsInit(set) ? " init;" : " set;" : "");
        return $"{Access(first)}{ApiTypeName.Of(property)} {property.Name}{parameters} {{{accessors} }}";
    }

    private static string Access(MethodBase method)
    {
        return (method.IsPublic ? "" : "protected ")
            + (method.IsStatic ? "static " : "")
            + (method.IsAbstract ? "abstract "
                : method is MethodInfo info && info.GetBaseDefinition() != info ? "override "
                : method.IsVirtual && !method.IsFinal ? "virtual " : "");
    }

    private static string Parameters(MethodBase method)
    {
        return string.Join(", ", method.GetParameters().Select(static parameter =>
            (parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : "")
            + (parameter.IsDefined(typeof(ScopedRefAttribute), false) ? "scoped " : "")
            + $"{ApiTypeName.Of(parameter)} {parameter.Name}"
            + (parameter.HasDefaultValue ? $" = {Literal(parameter.DefaultValue)}" : "")));
    }

    private static string Literal(object? value)
    {
        return value switch
        {
            null => "default",
            string text => $"\"{text}\"",
            bool flag => flag ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
    }

    private static bool IsVisible(MethodBase method)
    {
        return method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
    }

    private static bool IsOperator(MethodInfo method)
    {
        return method.Name.StartsWith("op_", StringComparison.Ordinal);
    }

    private static bool IsReadOnly(MemberInfo member)
    {
        return member.IsDefined(typeof(IsReadOnlyAttribute), false);
    }

    private static bool IsInit(MethodInfo setter)
    {
        return setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
    }
}
