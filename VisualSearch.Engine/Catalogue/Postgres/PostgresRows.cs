using System.Data.Common;
using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue.Postgres;

/// <summary>Reads rows of statements that are not EF Core's: every column that the model knows, so that a new one is not forgotten, by code that is compiled once a model.</summary>
internal sealed class PostgresRows
{
    private static readonly ConditionalWeakTable<IModel, PostgresRows> _made = [];

    private readonly string _productColumns;
    private readonly string _pictureColumns;

    private PostgresRows(IModel model)
    {
        (_productColumns, Product) = Compile<ProductRow>(model);
        (_pictureColumns, Picture) = Compile<PictureRow>(model);
    }

    /// <summary>The row at which the reader stands; its columns are those of <see cref="Text"/>.</summary>
    public Func<DbDataReader, ProductRow> Product { get; }

    /// <summary>As <see cref="Product"/>.</summary>
    public Func<DbDataReader, PictureRow> Picture { get; }

    public static PostgresRows Of(IModel model) => _made.GetValue(model, known => new PostgresRows(known));

    /// <param name="statement">With {0} for a product's columns and {1} for a picture's.</param>
    public string Text(string statement) => string.Format(CultureInfo.InvariantCulture, statement, _productColumns, _pictureColumns);

    private static (string Columns, Func<DbDataReader, T> Read) Compile<T>(IModel model)
        where T : new()
    {
        IProperty[] properties = [.. model.FindEntityType(typeof(T))!.GetProperties()];
        ParameterExpression reader = Expression.Parameter(typeof(DbDataReader));
        ParameterExpression row = Expression.Variable(typeof(T));
        List<Expression> steps = [Expression.Assign(row, Expression.New(typeof(T)))];
        for (int at = 0; at < properties.Length; at++)
        {
            Type type = Nullable.GetUnderlyingType(properties[at].ClrType) ?? properties[at].ClrType;
            Type stored = type.IsEnum ? type.GetEnumUnderlyingType() : type;
            Expression value = Expression.Call(reader, nameof(DbDataReader.GetFieldValue), [stored], Expression.Constant(at));
            steps.Add(Expression.IfThen(
                Expression.Not(Expression.Call(reader, nameof(DbDataReader.IsDBNull), null, Expression.Constant(at))),
                Expression.Assign(Expression.Property(row, properties[at].PropertyInfo!), Expression.Convert(value, properties[at].ClrType))));
        }

        steps.Add(row);
        return (string.Join(", ", properties.Select(property => $"\"{property.GetColumnName()}\"")), Expression.Lambda<Func<DbDataReader, T>>(Expression.Block([row], steps), reader).Compile());
    }
}
